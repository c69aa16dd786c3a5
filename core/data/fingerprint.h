#pragma once

#include "core/data/array.h"
#include "core/data/dataset.h"

#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// What identifies the contents of a dataset: SHA-256 over its task, modalities, classes and every array of
/// every split. The name, the description and the way a file lays its arrays out do not matter, nor does the
/// order in which the arrays are added.
class Fingerprint {
public:
    /// Task, modalities, classes: everything but the splits.
    explicit Fingerprint(const Dataset& dataset);

    /// `path` "train/pix240"; `type` of the elements; `sha256` of their bytes, little-endian and row-major.
    void addArray(
        const std::string& path, const std::string& type, const Shape& shape, const std::string& sha256);

    /// Labels, targets, presence and columns of a split: everything that is in memory in one form only.
    void addSplit(const Split& split);

    std::string hex() const; ///< 64 digits

private:
    std::vector<std::string> m_lines;
};

/// Fingerprint of a dataset made in memory: what a file written from it has. Error: Io, from the rows.
Result<std::string> fingerprintOf(const Dataset& dataset);

} // namespace modalscope
