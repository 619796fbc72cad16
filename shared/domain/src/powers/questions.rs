//! Which facts a step asks for.

use super::{Act, Key, Power};

/// A fact that a step asks for.
pub type Question = Key;

/// The facts that a step asks for, in the order in which a form asks them. The date of birth of a
/// person on a case is known from the case, and what an earlier step recorded is carried along.
pub fn questions(power: Power, act: Act) -> Vec<Question> {
    use Key as K;
    match (power, act) {
        (Power::Injunction | Power::YouthInjunction | Power::HousingInjunction, Act::Ended) => {
            vec![K::YotConsulted, K::BodiesInformed]
        }
        (Power::WarningLetter, _) | (_, Act::Refused | Act::Ended) => vec![],
        (_, Act::Considered) => told(power),
        (_, Act::Consulted) => consulted(power),
        (Power::Injunction | Power::YouthInjunction | Power::HousingInjunction, act) => {
            injunction(act)
        }
        (Power::Cbo, act) => cbo(act),
        (Power::Cpw, _) => vec![K::By, K::Body, K::Evidence, K::Written],
        (Power::Cpn, Act::Applied) => vec![
            K::By,
            K::Body,
            K::Evidence,
            K::WarnedOn,
            K::EffectContinues,
            K::BodiesInformed,
            K::YouthJusticeTold,
        ],
        (Power::Cpn | Power::Pspo, Act::Penalty) => vec![K::Pounds],
        (Power::Cpn | Power::Pspo, Act::Charged) => vec![K::PenaltyOn],
        (Power::Cpn | Power::ClosureOrder, Act::Appealed) => vec![K::MadeOn],
        (Power::Dispersal, act) => dispersal(act),
        (Power::Pspo, act) => pspo(act),
        (Power::ClosureNotice | Power::ClosureOrder, act) => closure(power, act),
        (Power::Possession, Act::Applied) => {
            vec![
                K::Ground,
                K::GroundOn,
                K::UnderAppeal,
                K::AppealEndedOn,
                K::ClosedLong,
            ]
        }
        (Power::Possession, Act::Appealed) => vec![K::CouncilTenant, K::ServedOn],
        (Power::Abc, Act::Applied) => vec![K::Written, K::Agreed, K::Until],
        (Power::ParentingOrder, Act::Applied) => vec![K::By],
        (Power::ParentingOrder, Act::Granted) => vec![K::Until, K::ProgrammeMonths],
        (Power::Abc | Power::ParentingOrder, Act::Varied) => vec![K::Until],
        (Power::RespectOrder, Act::Granted) => vec![K::Until, K::Indefinite, K::Interim],
        (Power::RespectOrder, Act::Varied) => vec![K::Until, K::Indefinite],
        (Power::RespectOrder, Act::Applied) => vec![K::Evidence, K::RiskAssessed],
        (Power::VehicleSeizure, Act::Applied) => vec![K::By, K::Evidence],
        _ => vec![],
    }
}

fn told(power: Power) -> Vec<Key> {
    match power {
        Power::Injunction
        | Power::Cbo
        | Power::Cpn
        | Power::YouthInjunction
        | Power::HousingInjunction => {
            vec![Key::YouthJusticeTold]
        }
        _ => vec![],
    }
}

fn consulted(power: Power) -> Vec<Key> {
    use Key as K;
    match power {
        Power::Injunction | Power::YouthInjunction | Power::HousingInjunction | Power::Cbo => {
            vec![K::YotConsulted, K::YouthJusticeTold, K::BodiesInformed]
        }
        Power::Cpn => vec![K::BodiesInformed, K::YouthJusticeTold],
        Power::Pspo => vec![
            K::PoliceConsulted,
            K::PolicingBodyConsulted,
            K::CommunityConsulted,
            K::OwnersConsulted,
            K::Published,
        ],
        Power::ClosureNotice | Power::ClosureOrder => vec![K::BodiesInformed, K::TriedToInform],
        _ => vec![],
    }
}

fn injunction(act: Act) -> Vec<Key> {
    use Key as K;
    match act {
        Act::Applied => vec![
            K::By,
            K::Conduct,
            K::Evidence,
            K::OnNotice,
            K::YotConsulted,
            K::YouthJusticeTold,
            K::BodiesInformed,
            K::ExcludesHome,
            K::Violence,
        ],
        Act::Hearing => vec![K::YotConsulted],
        Act::Varied => vec![K::YotConsulted, K::BodiesInformed, K::Until, K::Indefinite],
        Act::Granted => vec![
            K::Until,
            K::Indefinite,
            K::Interim,
            K::RequiresActivity,
            K::SupervisorNamed,
            K::PowerOfArrest,
            K::ArrestOnActivity,
            K::ExcludesHome,
            K::Violence,
        ],
        Act::Brought => vec![K::ArrestedAt, K::HeardAt],
        Act::Breached => vec![
            K::YotConsulted,
            K::Detention,
            K::DetentionMonths,
            K::SupervisionMonths,
        ],
        _ => vec![],
    }
}

fn cbo(act: Act) -> Vec<Key> {
    use Key as K;
    match act {
        Act::Applied => vec![
            K::By,
            K::Convicted,
            K::Evidence,
            K::WillHelp,
            K::AbsoluteDischarge,
            K::Interim,
            K::YotConsulted,
            K::YouthJusticeTold,
        ],
        Act::Granted => vec![
            K::EffectOn,
            K::Until,
            K::Indefinite,
            K::Interim,
            K::AbsoluteDischarge,
        ],
        Act::Varied => vec![K::Until, K::Indefinite],
        Act::Breached => vec![K::OnIndictment, K::SentenceMonths],
        _ => vec![],
    }
}

fn dispersal(act: Act) -> Vec<Key> {
    use Key as K;
    match act {
        Act::Applied => vec![K::By, K::Written, K::Necessary, K::FromAt, K::UntilAt],
        Act::Directed => vec![
            K::By,
            K::Uniformed,
            K::Necessary,
            K::Written,
            K::AuthorisedFrom,
            K::AuthorisedUntil,
            K::FromAt,
            K::UntilAt,
            K::ApparentAge,
            K::Keeps,
            K::Picket,
        ],
        _ => vec![],
    }
}

fn pspo(act: Act) -> Vec<Key> {
    use Key as K;
    let consulted = consulted(Power::Pspo);
    match act {
        Act::Applied => {
            let first = [
                K::By,
                K::Evidence,
                K::EffectOn,
                K::Until,
                K::Expedited,
                K::ConsentsGiven,
            ];
            first.into_iter().chain(consulted).collect()
        }
        Act::Varied => [K::By, K::CurrentUntil, K::Until]
            .into_iter()
            .chain(consulted)
            .collect(),
        Act::Appealed => vec![K::MadeOn],
        _ => vec![],
    }
}

fn closure(power: Power, act: Act) -> Vec<Key> {
    use Key as K;
    match (power, act) {
        (Power::ClosureNotice, Act::Applied) => vec![
            K::By,
            K::Evidence,
            K::BodiesInformed,
            K::TriedToInform,
            K::ExcludesResidents,
            K::FromAt,
            K::UntilAt,
        ],
        (Power::ClosureNotice, Act::Varied) => vec![K::By, K::UntilAt],
        (_, Act::Applied) => vec![K::By, K::ServedAt],
        (_, Act::Hearing) => vec![K::ServedAt, K::HeardAt, K::AdjournedUntil],
        (_, Act::Granted) => vec![K::Until],
        (_, Act::Varied) => vec![K::MadeOn, K::CurrentUntil, K::Until, K::BodiesInformed],
        _ => vec![],
    }
}
