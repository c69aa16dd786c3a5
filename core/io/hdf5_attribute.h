#pragma once

#include "core/io/hdf5_file.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// Value of an attribute: texts (in any of HDF5's forms) or numbers, one or many.
struct Hdf5Attribute {
    std::string name;
    bool isText = false;
    bool isList = false; ///< an array, not a single value
    std::vector<std::string> texts; ///< numbers as decimal text as well
    std::vector<double> numbers; ///< empty for texts
};

/// The attributes of an object ("/" for the root) by name; those of other types are left out.
/// Error: Format, naming object and attribute, when one cannot be read or claims more than 16 MB.
Result<std::vector<Hdf5Attribute>> readAttributes(const Hdf5File& file, const std::string& object);

/// Error: Io.
Result<void> writeAttribute(
    const Hdf5File& file, const std::string& object, const std::string& name, const std::string& text);
Result<void> writeAttribute(const Hdf5File& file, const std::string& object, const std::string& name,
    std::span<const std::string> texts);
Result<void> writeAttribute(
    const Hdf5File& file, const std::string& object, const std::string& name, double value);
Result<void> writeAttribute(
    const Hdf5File& file, const std::string& object, const std::string& name, int value);

} // namespace modalscope
