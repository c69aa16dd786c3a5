#include "core/train/shuffle_window.h"

#include "core/base/require.h"

#include <algorithm>
#include <numeric>

namespace modalscope {

ShuffleWindow::ShuffleWindow(
    std::int64_t rows, std::int64_t blockRows, std::int64_t windowRows, std::optional<Random> random)
    : m_rows(rows)
    , m_blockRows(blockRows)
    , m_random(random)
{
    require(blockRows >= 1 && windowRows >= 1, "blocks and windows have rows");
    for (std::int64_t first = 0; first < rows; first += blockRows)
        m_blocks.push_back(first);
    if (m_random)
        for (auto i = m_blocks.size(); i > 1; --i)
            std::swap(m_blocks[i - 1], m_blocks[m_random->below(i)]);
    m_rowInSlot.resize(std::size_t(std::min(rows, m_random ? windowRows : 1)));
    for (auto& row : m_rowInSlot)
        row = *nextIncoming();
    m_slotsInUse.resize(m_rowInSlot.size());
    std::iota(m_slotsInUse.begin(), m_slotsInUse.end(), std::int64_t(0));
}

std::optional<std::int64_t> ShuffleWindow::nextIncoming()
{
    if (m_block == m_blocks.size())
        return std::nullopt;
    const auto first = m_blocks[m_block];
    const auto row = first + m_offset++;
    if (m_offset == blockSize(first)) {
        ++m_block;
        m_offset = 0;
    }
    return row;
}

ShuffleWindow::Draw ShuffleWindow::draw()
{
    require(!m_slotsInUse.empty(), "there is a row left to draw");
    const auto place = m_random ? m_random->below(m_slotsInUse.size()) : 0;
    const auto slot = m_slotsInUse[place];
    Draw draw{m_rowInSlot[std::size_t(slot)], slot, false};
    if (const auto incoming = nextIncoming()) {
        m_rowInSlot[std::size_t(slot)] = *incoming;
        draw.isRefilled = true;
    } else {
        m_slotsInUse[place] = m_slotsInUse.back();
        m_slotsInUse.pop_back();
    }
    return draw;
}

} // namespace modalscope
