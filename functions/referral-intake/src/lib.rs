//! Online referral forms and API, and the triage of what they bring.
