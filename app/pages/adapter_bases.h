#pragma once

#include "widgets/session/session.h"

#include <string>
#include <utility>
#include <vector>

namespace modalscope {

/// The runs of the workspace that adapters can be learned for, with their titles, and with the name of their
/// dataset where there are several: the selected ones first, then those of the dataset that is open, then the
/// newest.
std::vector<std::pair<std::string, std::string>> adapterBases(Session& session);

/// Why there is none: one sentence.
QString whyNoBases(const Session& session);

/// Finished runs that differ from `base` in nothing but the seed; itself first.
std::vector<std::string> runsLike(const Session& session, const RunEntry& base);

/// The modalities of a finished run in their order: as it names them, else as its dataset has them where it
/// is open, else as its results name them.
std::vector<std::string> modalitiesForAdapters(const Session& session, const StoredRun& run);

} // namespace modalscope
