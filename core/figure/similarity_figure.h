#pragma once

#include "core/eval/similarity_report.h"
#include "core/figure/figure.h"
#include "core/figure/table.h"

#include <string>

namespace modalscope {

/// Cosine, token cosine, linear CKA and relative distance of every layer, a panel each, below each other so
/// that all layers are named: bars of the base as it is and with adapters, error bars are the standard
/// deviation over samples. Layers go from the encoders
/// of modalities that are there over the fusion to the head; encoders of missing modalities stand behind
/// them. `command` made it.
Figure similarityFigure(const SimilarityReport& report, const std::string& command);

/// The same as a table: a row for each layer, a rule before each group.
Table similarityTable(const SimilarityReport& report, const std::string& command);

} // namespace modalscope
