#pragma once

#include "core/base/result.h"
#include "core/eval/metrics.h"
#include "core/imported/array_names.h"
#include "core/io/feature_arrays.h"
#include "core/run/run_context.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace modalscope {

/// The arrays of one split of a results file: which array holds what.
using SplitArrays = std::map<std::pair<ResultKind, std::string>, std::string>; // kind and modality to name

/// Reads the arrays of splits and holds them against each other.
class ResultsSplitReader {
public:
    /// `path` stands in messages. `file` and `context` must outlive this.
    ResultsSplitReader(std::string path, const FeatureArrays& file, std::vector<std::string> modalities,
        const RunContext& context);

    /// Arrays that belong to `modalities`; presence of none = every sample has everything. Later splits must
    /// have as many classes and as long features as the first. Error: InvalidInput, Format, Io, Cancelled.
    Result<Predictions> read(const SplitArrays& arrays);

    int classCount() const { return m_classes; } ///< columns of the logits; 0 = there were none

private:
    Error at(const std::string& name, const std::string& what) const;
    Error within(const Error& error) const; ///< starts with the file
    Result<std::vector<double>> numbers(const std::string& name, std::int64_t rows) const;
    Result<std::vector<int>> labels(const std::string& name) const;
    Result<std::vector<std::uint8_t>> presence(const std::string& name, std::int64_t samples) const;
    Result<ArrayD> matrix(const std::string& name, std::int64_t samples, bool isLogits,
        const std::vector<std::uint8_t>& present) const;
    Result<void> readModality(const SplitArrays& arrays, std::size_t m, Predictions& out);
    Result<void> readFused(const SplitArrays& arrays, Predictions& out);
    Result<void> checkClasses(const std::string& name, const ArrayD& logits);
    Result<void> checkLabels(const std::string& name, const Predictions& out) const;
    Result<void> checkAnyPresent(const std::string& name, const Predictions& out) const;

    std::string m_path;
    const FeatureArrays& m_file;
    std::vector<std::string> m_modalities;
    const RunContext& m_context;
    int m_classes = 0;
    std::string m_classesFrom; // array that told them
    std::map<std::string, std::pair<std::int64_t, std::string>> m_sizes; // by modality: features, and where
};

} // namespace modalscope
