#include "core/data/selection_mask.h"

#include "core/base/require.h"
#include "core/base/text.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace modalscope {
namespace {

/// A whole text as an index.
std::optional<std::size_t> indexOf(std::string_view text)
{
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

} // namespace

SelectionMask::SelectionMask(std::size_t size, bool selected)
    : m_size(size)
    , m_words((size + 63) / 64, selected ? ~std::uint64_t(0) : 0)
{
    clearBehindTheLast();
}

std::size_t SelectionMask::count() const
{
    std::size_t count = 0;
    for (const auto word : m_words)
        count += std::size_t(std::popcount(word));
    return count;
}

bool SelectionMask::isEmpty() const
{
    return std::all_of(m_words.begin(), m_words.end(), [](auto word) { return word == 0; });
}

void SelectionMask::invert()
{
    for (auto& word : m_words)
        word = ~word;
    clearBehindTheLast();
}

SelectionMask& SelectionMask::operator|=(const SelectionMask& other)
{
    require(m_size == other.m_size, "selections are of the same samples");
    for (std::size_t i = 0; i < m_words.size(); ++i)
        m_words[i] |= other.m_words[i];
    return *this;
}

SelectionMask& SelectionMask::operator&=(const SelectionMask& other)
{
    require(m_size == other.m_size, "selections are of the same samples");
    for (std::size_t i = 0; i < m_words.size(); ++i)
        m_words[i] &= other.m_words[i];
    return *this;
}

SelectionMask& SelectionMask::operator-=(const SelectionMask& other)
{
    require(m_size == other.m_size, "selections are of the same samples");
    for (std::size_t i = 0; i < m_words.size(); ++i)
        m_words[i] &= ~other.m_words[i];
    return *this;
}

void SelectionMask::clearBehindTheLast()
{
    if (m_size % 64 != 0)
        m_words.back() &= (std::uint64_t(1) << (m_size % 64)) - 1;
}

std::string toText(const SelectionMask& mask)
{
    std::string text;
    std::size_t first = 0, end = 0; // of the range so far; none when they are equal
    const auto write = [&] {
        if (first == end)
            return;
        text += (text.empty() ? "" : ",") + std::to_string(first);
        if (end - first > 1)
            text += '-' + std::to_string(end - 1);
    };
    mask.forEach([&](std::size_t sample) {
        if (sample != end || first == end) {
            write();
            first = sample;
        }
        end = sample + 1;
    });
    write();
    return text;
}

Result<SelectionMask> maskFromText(std::string_view text, std::size_t size)
{
    SelectionMask mask(size);
    for (const auto& range : splitText(text, ',')) {
        const std::string_view whole = range;
        const auto dash = whole.find('-');
        const auto first = indexOf(whole.substr(0, dash));
        const auto last = dash == std::string_view::npos ? first : indexOf(whole.substr(dash + 1));
        if (!first || !last || *last < *first)
            return invalidInput("the selection holds \"" + range + "\", which is no range of samples");
        if (*last >= size)
            return invalidInput("the selection holds sample " + std::to_string(*last) + ", but there are "
                + std::to_string(size));
        for (auto sample = *first; sample <= *last; ++sample)
            mask.add(sample);
    }
    return mask;
}

} // namespace modalscope
