//! Where somebody lives.

use domain::referral::form::{Address, Postcode, Uprn};

use super::{Fields, words::present};

impl Fields {
    /// An address from the fields `address`, `postcode` and `uprn`, if any; neither of the last two
    /// stands alone.
    pub fn address(
        &mut self,
        line: Option<String>,
        postcode: Option<String>,
        uprn: Option<String>,
    ) -> Option<Address> {
        let (line, postcode, uprn) = (present(line), present(postcode), present(uprn));
        let alone = line.is_none() && (postcode.is_some() || uprn.is_some());
        self.check(
            "address",
            !alone,
            "Enter the address that the postcode or UPRN belongs to",
        );
        let line = self.line_if_any("address", "address", line);
        let postcode = postcode.and_then(|text| {
            let read = Postcode::parse(&text).ok();
            self.check(
                "postcode",
                read.is_some(),
                "Enter a full UK postcode, like KT15 2AH",
            );
            read
        });
        let uprn = uprn.and_then(|text| {
            let read = Uprn::parse(&text).ok();
            self.check("uprn", read.is_some(), "UPRN must be 1 to 12 digits");
            read
        });
        Some(Address {
            line: line?,
            postcode,
            uprn,
        })
    }
}
