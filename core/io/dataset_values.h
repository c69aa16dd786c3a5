#pragma once

#include "core/data/dataset_warnings.h"
#include "core/data/fingerprint.h"
#include "core/io/dataset_check.h"
#include "core/run/run_context.h"

namespace modalscope {

/// What reading the values of a checked layout gives.
struct DatasetValues {
    std::vector<Split> splits;
    std::vector<RowHashes> hashes; ///< one per split
    std::string fingerprint;
};

/// Reads every value once: into memory, or, when `inMemory` is false, chunk by chunk to check it and leave it
/// in the file. Error: InvalidInput for values that are not finite and labels out of range; Io; Cancelled.
Result<DatasetValues> readValues(
    const DatasetLayout& layout, bool inMemory, const FileStamp& stamp, const RunContext& context);

} // namespace modalscope
