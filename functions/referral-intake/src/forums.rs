//! Forums that deal with harm beside this one (R8.1): offered where a form asks which are involved
//! or which fits better. Another one can always be typed.

/// Names, as Surrey's partners use them.
pub(crate) const KNOWN: [&str; 20] = [
    "MARAC",
    "MAPPA",
    "MATAC",
    "MASH",
    "Channel",
    "Early Help Hub",
    "Family Support Programme",
    "Surrey Adults Matter",
    "Bridge the Gap",
    "YES (14–17)",
    "PPOMP",
    "RMM, CSERMM or RVM",
    "MOLT",
    "Firewise",
    "Licensing Tasking",
    "Domestic Abuse Forum",
    "Domestic Abuse Management Board",
    "Prevent Executive Group",
    "Community Safety Board",
    "Surrey Community Harm Reduction Group",
];
