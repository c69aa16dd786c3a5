#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace modalscope {

/// A seed for one purpose ("shuffle/epoch 3", "init/audio.layer1"): different purposes give unrelated
/// streams, so adding one random choice to a run does not change the others.
std::uint64_t seedFor(std::uint64_t seed, std::string_view purpose);

/// Random numbers that are the same on every machine, compiler and library version: xoshiro256** (Blackman
/// and Vigna 2018), seeded through splitmix64. Not thread-safe: one per thread and purpose.
class Random {
public:
    explicit Random(std::uint64_t seed);
    Random(std::uint64_t seed, std::string_view purpose)
        : Random(seedFor(seed, purpose))
    { }

    using State = std::array<std::uint64_t, 4>;
    const State& state() const { return m_state; }
    void setState(const State& state) { m_state = state; }

    std::uint64_t next(); ///< 64 uniform bits
    double uniform(); ///< in [0, 1), 53 bits
    double uniform(double low, double high) { return low + (high - low) * uniform(); }
    double normal(); ///< mean 0, standard deviation 1 (Marsaglia's polar method)
    std::uint64_t below(std::uint64_t bound); ///< in [0, bound), without bias; `bound` at least 1
    std::vector<std::int64_t> permutation(std::int64_t count); ///< of 0 .. count-1 (Fisher and Yates)

private:
    State m_state{};
};

} // namespace modalscope
