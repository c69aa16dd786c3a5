#pragma once

#include "core/data/array.h"

#include <memory>
#include <string>
#include <vector>

namespace modalscope {

/// An HDF5 file of reference numbers; what is missing or unreadable ends the test with a sentence.
class GoldenFile {
public:
    explicit GoldenFile(const std::string& path);
    ~GoldenFile();

    std::vector<std::string> names(const std::string& group) const; ///< what lies in a group, sorted
    bool has(const std::string& group, const std::string& name) const;
    ArrayD read(const std::string& dataset) const; ///< numbers of any kind as double

private:
    struct Open;
    std::unique_ptr<Open> m_open;
};

} // namespace modalscope
