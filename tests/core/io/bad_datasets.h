#pragma once

#include "tests/core/io/h5_writer.h"

#include <vector>

namespace modalscope {

using Spoil = void (*)(H5Writer&);

/// One way to spoil the small dataset of `writeSmallFile`, and what the refusal must say.
struct BadDataset {
    const char* name;
    Spoil spoil;
    const char* says; ///< parts of the sentence, separated by |
};

std::vector<BadDataset> badDatasets();

} // namespace modalscope
