#pragma once

#include "core/base/result.h"
#include "core/data/array.h"
#include "core/io/byte_source.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace modalscope {

/// The named arrays of one file of any kind. Errors are without the file's name.
class FeatureArrays {
public:
    virtual ~FeatureArrays() = default;

    /// NPY, NPZ, safetensors or HDF5, by its first bytes. Error: Format, Io.
    static Result<std::unique_ptr<FeatureArrays>> open(
        const std::filesystem::path& path, std::shared_ptr<const ByteSource> source);

    /// In the order of their names; of HDF5 those of the root.
    virtual std::vector<std::string> names() const = 0;
    /// Error: NotFound; Format for an array that is none of numbers.
    virtual Result<Shape> shapeOf(const std::string& name) const = 0;
    /// Whether the bytes that the shape claims are there. Error: Format.
    virtual Result<void> checkSize(const std::string& name) const = 0;
    /// [row, value]; `rows` rise. Error: Format, Io.
    virtual Result<Array> features(const std::string& name, const std::vector<std::int64_t>& rows) const = 0;
    virtual Result<std::vector<double>> list(
        const std::string& name, const std::vector<std::int64_t>& rows) const = 0;
};

/// `wanted`, or the array that usually holds labels; empty when there is none.
std::string labelArray(const FeatureArrays& file, const std::string& wanted);

} // namespace modalscope
