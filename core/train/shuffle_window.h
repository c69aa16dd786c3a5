#pragma once

#include "core/base/random.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace modalscope {

/// The order in which rows that lie on disk are shown, such that they can be read in blocks of consecutive
/// rows and only a window of them is in memory. Blocks come in random order; the window is filled with the
/// first rows; then each row is drawn at random from the window and the next row of the blocks takes its
/// place. A window of one row shows rows as they come.
class ShuffleWindow {
public:
    ShuffleWindow(
        std::int64_t rows, std::int64_t blockRows, std::int64_t windowRows, std::optional<Random> random);

    std::int64_t windowRows() const { return std::int64_t(m_rowInSlot.size()); }
    /// First rows of the blocks, in the order of reading.
    const std::vector<std::int64_t>& blocks() const { return m_blocks; }
    std::int64_t blockSize(std::int64_t first) const { return std::min(m_blockRows, m_rows - first); }

    struct Draw {
        std::int64_t row = 0;
        std::int64_t slot = 0; ///< place in the window where it is
        bool isRefilled = false; ///< the next row that is read takes its place
    };
    /// The next row; call at most once per row.
    Draw draw();

private:
    std::optional<std::int64_t> nextIncoming();

    std::int64_t m_rows, m_blockRows;
    std::optional<Random> m_random;
    std::vector<std::int64_t> m_blocks;
    std::vector<std::int64_t> m_rowInSlot;
    std::vector<std::int64_t> m_slotsInUse;
    std::size_t m_block = 0;
    std::int64_t m_offset = 0; ///< within the block
};

} // namespace modalscope
