#pragma once

#include "core/data/array.h"

#include <cstring>
#include <map>
#include <string>
#include <vector>

#include <zlib.h>

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
    const auto number = [](std::uint64_t value, int bytes) {
        std::string out;
        for (; bytes > 0; --bytes, value >>= 8)
            out += char(value & 0xff);
        return out;
    };
    std::string out, directory;
    for (const auto& [key, data] : arrays) {
        const auto name = key + ".npy";
        const auto sum = ::crc32(0, reinterpret_cast<const Bytef*>(data.data()), uInt(data.size()));
        const auto common = number(0, 2) + number(0, 2) + number(0, 4) + number(sum, 4)
            + number(data.size(), 4) + number(data.size(), 4) + number(name.size(), 2) + number(0, 2);
        directory += "PK\x01\x02" + number(20, 2) + number(20, 2) + common + number(0, 2) + number(0, 2)
            + number(0, 2) + number(0, 4) + number(out.size(), 4) + name;
        out += "PK\x03\x04" + number(20, 2) + common + name + data;
    }
    const auto place = out.size();
    return out + directory + "PK\x05\x06" + number(0, 4) + number(arrays.size(), 2) + number(arrays.size(), 2)
        + number(directory.size(), 4) + number(place, 4) + number(0, 2);
}

} // namespace modalscope
