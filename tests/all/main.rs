//! Tests of the whole: through the real HTTP edge, on the embedded stores.
//!
//! | file | what it shows |
//! |---|---|
//! | `world` | the fixture: one runner on a folder of its own, and people who use it |
//! | `log` | what is logged meanwhile |
//! | `browser` | somebody with cookies and forms instead of a token |
//! | `journey` | the story of a referral, end to end, by API |
//! | `triage`, `case`, `meeting` | what each noun promises beyond the story |
//! | `agenda` | found from the area's lists as it would be from all of its cases |
//! | `access` | the wrong person gets nothing |
//! | `policies` | who can see what, in writing; what asking costs |
//! | `sign_in` | by browser and by token, and how long it lasts |
//! | `drafts` | a form filled in step by step: sent once, and never lost |
//! | `public_report` | members of the public report without an account |
//! | `evidence` | photographs, recordings and papers that come with a report |
//! | `case_review` | ASB Case Reviews, from the application to the figures |
//! | `explain` | who may see what, and why: told to those who account for it |
//! | `files` | sent to quarantine, looked at, fetched as downloads |
//! | `imports` | cases from a list, on pages and by a job that stops anywhere |
//! | `guess` | ten thousand guessed ids |
//! | `matrix` | who gets what at every route, in every representation |
//! | `once` | repeated, concurrent and stale requests |
//! | `notices` | sent once, however often they are delivered |
//! | `returned` | emails that did not arrive: written down once, and dealt with |
//! | `questions` | what an area adds to forms |
//! | `jag` | orders a JAG reviews, and how often it meets |
//! | `reports` | what a partnership reports, and that it agrees with the journals |
//! | `repeats` | whoever stands on a case already is found again, and by nobody who may not know |
//! | `series` | meetings called at once, moved, and in people’s own calendars |
//! | `forums` | other forums: an area's register, who holds a subject, sending on |
//! | `risk` | scored with instruments, planned for, and told when it goes stale |
//! | `running` | a meeting that is held: who came, what is recorded on its cases, and its minutes |
//! | `retention` | kept, held, erased: and the chain still holds |
//! | `retention_entry` | a single entry, withdrawn and then erased |
//! | `subject_access` | somebody asks what is held about them |
//! | `journals` | fold and chain hold over everything stored |
//! | `limits` | what is limited to named agencies is nowhere for anybody else |
//! | `lists` | who is shown a list leaves a reading that names what was shown |
//! | `audit` | everything is sealed, and whatever is touched is named |
//! | `bad_input` | a clear refusal, and nothing changed |
//! | `people` | the directory: roles, leavers, training, agencies, areas |
//! | `upload` | people from a sheet: looked at, written once, nothing dropped |
//! | `bench` | what the functions take of a machine; run by `tests/bench` |
//! | `budgets` | what each operation costs on the table, counted, however much is stored |
//! | `powers` | tools and powers on a case, blocked and warned of by the rules of a day |
//! | `contracts` | events, notices and packs keep their shape |
//! | `corrections` | the words of decisions and actions are put right, and readers are told |
//! | `documents` | what promises to be whole is |
//! | `asvs` | the table of the security standard is whole and names what is there |
//! | `saved` | a form of somebody without an account, saved and taken up again |
//! | `set_up` | a deployed system gets its first people |
//! | `openapi` | the published document is what the code says |
//! | `architecture` | rooms stay apart; no scan |
//! | `processes` | the programs that are deployed, under Lambda's runtime API |
//! | `template` | what is deployed keeps its promises, and planted faults are caught |

mod access;
mod agenda;
mod architecture;
mod asvs;
mod audit;
mod bad_input;
#[cfg(feature = "bench")]
mod bench;
mod browser;
mod budgets;
mod case_review;
mod contracts;
mod corrections;
mod documents;
mod drafts;
mod evidence;
mod explain;
mod files;
mod forums;
mod guess;
mod imports;
mod jag;
mod journals;
mod journey;
mod limits;
mod lists;
mod log;
mod matrix;
mod notices;
mod once;
mod openapi;
mod people;
mod policies;
mod powers;
mod processes;
mod public_report;
mod questions;
mod reorganisation;
mod repeats;
mod reports;
mod retention;
mod retention_entry;
mod returned;
mod risk;
mod running;
mod saved;
mod series;
mod set_up;
mod sharing;
mod sign_in;
mod subject_access;
mod template;
mod upload;
mod world;
