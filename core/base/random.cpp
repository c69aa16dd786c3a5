#include "core/base/random.h"

#include <bit>
#include <cmath>
#include <numeric>
#include <utility>

namespace modalscope {
namespace {

std::uint64_t splitmix(std::uint64_t& state)
{
    std::uint64_t z = (state += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

} // namespace

std::uint64_t seedFor(std::uint64_t seed, std::string_view purpose)
{
    std::uint64_t hash = 14695981039346656037ULL; // FNV-1a
    for (const char c : purpose)
        hash = (hash ^ std::uint8_t(c)) * 1099511628211ULL;
    std::uint64_t state = hash ^ splitmix(seed);
    return splitmix(state);
}

Random::Random(std::uint64_t seed)
{
    for (auto& word : m_state)
        word = splitmix(seed);
}

std::uint64_t Random::next()
{
    auto& s = m_state;
    const auto result = std::rotl(s[1] * 5, 7) * 9;
    const auto t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = std::rotl(s[3], 45);
    return result;
}

double Random::uniform()
{
    return double(next() >> 11) * 0x1.0p-53;
}

double Random::normal()
{
    for (;;) {
        const double u = uniform(-1, 1);
        const double v = uniform(-1, 1);
        const double s = u * u + v * v;
        if (s > 0 && s < 1)
            return u * std::sqrt(-2 * std::log(s) / s);
    }
}

std::uint64_t Random::below(std::uint64_t bound)
{
    const auto rejected = (0 - bound) % bound; // the first 2^64 mod bound values would be too likely
    for (;;) {
        const auto value = next();
        if (value >= rejected)
            return value % bound;
    }
}

std::vector<std::int64_t> Random::permutation(std::int64_t count)
{
    std::vector<std::int64_t> order(static_cast<std::size_t>(count));
    std::iota(order.begin(), order.end(), std::int64_t(0));
    for (auto i = order.size(); i > 1; --i)
        std::swap(order[i - 1], order[below(i)]);
    return order;
}

} // namespace modalscope
