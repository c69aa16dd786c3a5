#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace modalscope {

/// What one reading of some bytes took. It ends the program with a message, for libFuzzer to keep the bytes,
/// when it took more than kLongest or when more memory was held at once than 4 times the bytes and
/// kMemoryFloor: the floor is what 4 kB of opcodes can honestly describe, a value of 112 bytes each, and one
/// window of zlib.
class FuzzWatch {
public:
    explicit FuzzWatch(std::size_t size);
    ~FuzzWatch();
    FuzzWatch(const FuzzWatch&) = delete;
    FuzzWatch& operator=(const FuzzWatch&) = delete;

private:
    std::size_t m_size;
    double m_begin;
};

inline constexpr double kLongestRead = 1; // seconds
inline constexpr std::size_t kMemoryFloor = std::size_t(2) << 20;

/// "1234 executions, worst time 0.002 s, most memory 12345 bytes (of an input of 4000)"; printed at the end
/// as well.
std::string fuzzSummary();

} // namespace modalscope
