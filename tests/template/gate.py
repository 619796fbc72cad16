"""Expands the template as CloudFormation would, and has cfn-lint and checkov look at the expansion.

Then plants the faults of faults.yaml that these two must catch, one at a time, and fails when one
is not caught. Needs no network and no AWS account. Run by tests/run.
"""

import copy
import json
import logging
import os
import sys
import tempfile
from pathlib import Path

os.environ["AWS_DEFAULT_REGION"] = "eu-west-2"
logging.disable(logging.CRITICAL)

from checkov.cloudformation.runner import Runner  # noqa: E402
from checkov.runner_filter import RunnerFilter  # noqa: E402
from cfnlint.api import lint  # noqa: E402
from cfnlint.config import ManualArgs  # noqa: E402
from samtranslator.model.exceptions import InvalidDocumentException  # noqa: E402
from samtranslator.translator.transform import transform  # noqa: E402
from samtranslator.yaml_helper import yaml_parse  # noqa: E402

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
TEMPLATES = ["infra/template.yaml", "infra/agency-topic.yaml"]


class NoManagedPolicies:
    """Every policy is written in the template, so there is nothing to look up."""

    def load(self):
        return {}


def expand(template):
    """The CloudFormation that SAM makes of it; a refusal is a finding."""
    template = copy.deepcopy(template)
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = "s3://bucket/code.zip"
    return transform(template, {}, NoManagedPolicies())


def linted(expanded):
    found = lint(json.dumps(expanded), config=ManualArgs(regions=["eu-west-2"]))
    return [f"cfn-lint {one.rule.id}: {one.message}" for one in found]


def scanned(expanded, only=None):
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "template.json").write_text(json.dumps(expanded))
        wanted = RunnerFilter(framework=["cloudformation"], checks=only)
        report = Runner().run(root_folder=folder, runner_filter=wanted)
    assert not report.parsing_errors, report.parsing_errors
    return [f"checkov {one.check_id}: {one.resource}" for one in report.failed_checks]


def open_routes(expanded):
    """Routes of the programs' door that the expansion leaves without an authorizer."""
    programs = expanded["Resources"].get("Programs")
    if programs is None:
        return []
    lines = (HERE / "open-routes.txt").read_text().splitlines()
    words = [line.split() for line in lines if line and not line.startswith("#")]
    listed = {word[0] for word in words if word[1] == "both"}
    found = []
    for path, methods in programs["Properties"]["Body"]["paths"].items():
        for method in methods.values():
            guarded = method.get("security") == [{"Token": []}]
            if not guarded and path not in listed:
                found.append(f"expansion: {path} is open")
    return found


def plant(template, fault):
    changed = copy.deepcopy(template)
    *above, last = [step.replace("~1", "/") for step in fault["at"].split("/")]
    place = changed
    for step in above:
        place = place[int(step) if isinstance(place, list) else step]
    last = int(last) if isinstance(place, list) else last
    if "becomes" in fault:
        place[last] = fault["becomes"]
    else:
        del place[last]
    assert changed != template, f"{fault['fault']}: changes nothing"
    return changed


def caught(template, fault):
    """What the named tool finds; only what is asked for, so that many faults are quick."""
    try:
        expanded = expand(plant(template, fault))
    except InvalidDocumentException as refused:
        return [f"expansion: {cause.message}" for cause in refused.causes]
    if fault["caught_by"] == "checkov":
        return scanned(expanded, only=[fault["says"]])
    if fault["caught_by"] == "cfn-lint":
        return linted(expanded)
    return open_routes(expanded)


def main():
    wrong = []
    skips = yaml_parse((HERE / "skips.yaml").read_text())
    used = set()
    for name in TEMPLATES:
        expanded = expand(yaml_parse((ROOT / name).read_text()))
        wrong += [f"{name}: {found}" for found in linted(expanded) + open_routes(expanded)]
        for found in scanned(expanded):
            check = found.split()[1].rstrip(":")
            used.add(check)
            if check not in skips:
                wrong.append(f"{name}: {found}")
        print(f"{name}: {len(expanded['Resources'])} resources looked at")
    wrong += [f"skips.yaml: {check} is not needed" for check in set(skips) - used]

    template = yaml_parse((ROOT / TEMPLATES[0]).read_text())
    faults = yaml_parse((HERE / "faults.yaml").read_text())
    ours = [fault for fault in faults if fault["caught_by"] != "rules"]
    for fault in ours:
        found = caught(template, fault)
        if not any(fault["says"] in one for one in found):
            wrong.append(f"not caught: {fault['fault']}: {found}")
    print(f"{len(ours)} of {len(faults)} planted faults are the linters' to catch")

    for one in wrong:
        print(f"FAULT {one}", file=sys.stderr)
    print(f"template gate: {'failed' if wrong else 'passed'}, {len(wrong)} faults")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
