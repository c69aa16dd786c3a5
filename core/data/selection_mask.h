#pragma once

#include "core/base/result.h"

#include <bit>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace modalscope {

/// Which of `size` samples are selected: a bit for each. The one form of a selection in the whole program.
class SelectionMask {
public:
    SelectionMask() = default; ///< of no samples
    explicit SelectionMask(std::size_t size, bool selected = false);

    std::size_t size() const { return m_size; }
    std::size_t count() const; ///< selected ones
    bool isEmpty() const; ///< none is selected
    bool contains(std::size_t sample) const { return (m_words[sample / 64] >> (sample % 64)) & 1; }

    void add(std::size_t sample) { m_words[sample / 64] |= std::uint64_t(1) << (sample % 64); }
    void remove(std::size_t sample) { m_words[sample / 64] &= ~(std::uint64_t(1) << (sample % 64)); }
    void invert();

    /// Set operations with a mask of the same size; another size is a mistake of the program (logic_error).
    SelectionMask& operator|=(const SelectionMask& other); ///< in one of them
    SelectionMask& operator&=(const SelectionMask& other); ///< in both
    SelectionMask& operator-=(const SelectionMask& other); ///< not in the other

    /// Calls `work(sample)` for every selected sample, in their order.
    template <class Work>
    void forEach(Work work) const
    {
        for (std::size_t w = 0; w < m_words.size(); ++w)
            for (auto word = m_words[w]; word != 0; word &= word - 1)
                work(w * 64 + std::size_t(std::countr_zero(word)));
    }

    /// 64 samples each, the lowest bit first; bits behind the last sample are 0. Whoever writes them keeps it
    /// so.
    std::span<const std::uint64_t> words() const { return m_words; }
    std::span<std::uint64_t> words() { return m_words; }

    bool operator==(const SelectionMask&) const = default;

private:
    void clearBehindTheLast();

    std::size_t m_size = 0;
    std::vector<std::uint64_t> m_words;
};

inline SelectionMask operator|(SelectionMask a, const SelectionMask& b)
{
    return a |= b;
}
inline SelectionMask operator&(SelectionMask a, const SelectionMask& b)
{
    return a &= b;
}
inline SelectionMask operator-(SelectionMask a, const SelectionMask& b)
{
    return a -= b;
}

/// The selected samples as ranges, "0-4,9,12-13": short in files, readable for people.
std::string toText(const SelectionMask& mask);

/// What toText() wrote. Error: InvalidInput when it is no list of ranges or names a sample that does not
/// exist.
Result<SelectionMask> maskFromText(std::string_view text, std::size_t size);

} // namespace modalscope
