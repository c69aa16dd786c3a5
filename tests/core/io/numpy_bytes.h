#pragma once

#include "core/data/array.h"
#include "tests/core/io/zip_bytes.h"

#include <cstring>
#include <map>
#include <string>
#include <vector>

namespace modalscope {

/// The bytes of numpy.save: version 1 of the format, `descr` and `shape` as Python writes them.
inline std::string npyBytes(const std::string& descr, const std::string& shape, const std::string& data,
    bool isColumnMajor = false, char version = 1)
{
    auto header = "{'descr': " + descr + ", 'fortran_order': " + (isColumnMajor ? "True" : "False")
        + ", 'shape': " + shape + ", }";
    const std::size_t before = version == 1 ? 10 : 12;
    header.resize((before + header.size() + 1 + 63) / 64 * 64 - before - 1, ' ');
    header += '\n';
    std::string out = "\x93NUMPY";
    out += version;
    out += '\0';
    out += char(header.size() & 0xff);
    out += char(header.size() >> 8);
    if (version > 1)
        out += std::string(2, '\0');
    return out + header + data;
}

template <class T>
std::string bytesOf(const std::vector<T>& values)
{
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

/// The bytes of numpy.savez: a zip archive whose entries are stored as they are.
inline std::string npzBytes(const std::map<std::string, std::string>& arrays)
{
    ZipParts parts;
    for (const auto& [key, data] : arrays)
        parts.push_back({key + ".npy", data});
    return zipBytes(parts);
}

} // namespace modalscope
