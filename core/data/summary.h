#pragma once

#include "core/data/dataset.h"

#include <cstdint>
#include <string>
#include <vector>

namespace modalscope {

/// Samples that have and lack the same modalities.
struct PresencePattern {
    std::vector<bool> present; ///< one per modality
    std::int64_t count = 0;
};

/// What can be said of a split without reading its rows.
struct SplitSummary {
    std::string name;
    std::string origin; ///< empty when stored in the file
    std::int64_t size = 0;
    std::vector<std::int64_t> countByClass; ///< classification only
    std::vector<double> missingShare; ///< one per modality, 0 to 1
    std::vector<PresencePattern>
        patterns; ///< most frequent first; one, with everything present, when nothing lacks
};

SplitSummary summarize(const Dataset& dataset, const Split& split);

/// "pix240 + fou76", "nothing": the modalities of a pattern in words.
std::string patternText(const PresencePattern& pattern, const Dataset& dataset);

/// A value of a column as people read it: "12.5", "spk03".
std::string columnText(const Column& column, std::int64_t sample);

/// Rows of a split that fit every condition, in order.
struct SampleFilter {
    int label = -1; ///< class; -1 = any
    std::string column = {}; ///< name of a further column; empty = none
    std::string columnValue = {}; ///< text of its value, as columnText gives it
    bool incomplete = false; ///< only samples that lack a modality
};
std::vector<std::int64_t> matchingSamples(
    const Dataset& dataset, const Split& split, const SampleFilter& filter);

/// The different texts of a column, sorted (numbers by value), at most `most`.
std::vector<std::string> columnValues(const Column& column, std::size_t most = 1000);

} // namespace modalscope
