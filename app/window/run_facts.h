#pragma once

#include "widgets/session/session.h"

#include <QString>

#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// One fact about several runs.
struct RunFact {
    QString name;
    std::vector<QString> values; ///< one per run; empty where there is none
    bool differs = false;
};

/// A titled group of facts.
struct FactSection {
    QString title;
    std::vector<RunFact> facts;
};

/// What the inspector says of `runs` (ids): state, results with their intervals, settings, environment,
/// warnings.
std::vector<FactSection> runFacts(Session& session, std::span<const std::string> runs);

} // namespace modalscope
