#pragma once

#include "core/base/result.h"

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace modalscope {

/// One epoch of a run: named values in a fixed order, the first of them "epoch" (counted from 1).
///
/// Names are paths. `<part>` is train or valid (test only under `best-on-test`); `<who>` is "fused" or a
/// modality:
///   epoch · seconds · learning_rate · <part>/<who>/loss · <part>/<who>/accuracy · train/loss (what was
///   minimised); in place of accuracy, segmentation: <part>/fused/miou (not of train) and pixel_accuracy,
///   regression: <part>/fused/mae and pearson (not of train)
///   gradient/<modality>/norm · gradient/<modality>/cosine (joint against own loss)
///   ogm/<modality>/ratio · ogm/<modality>/coefficient
///   hgm/P_norm · hgm/P_rank · hgm/gain (‖gP‖/‖g‖) · hgm/gain/<modality>
/// A value that does not exist in this epoch is NaN.
struct HistoryRow {
    std::vector<std::pair<std::string, double>> values;

    void set(std::string name, double value) { values.emplace_back(std::move(name), value); }
    double at(std::string_view name) const; ///< NaN when there is none
    int epoch() const; ///< 0 when there is none
};

/// All epochs of a run as columns of equal length.
class History {
public:
    void append(const HistoryRow& row); ///< a name not seen before becomes a column, NaN in earlier epochs
    void truncate(int epochs); ///< keeps the first `epochs` rows
    int epochCount() const { return m_epochs; }
    const std::vector<std::string>& names() const { return m_names; }
    std::span<const double> column(std::string_view name) const; ///< empty when there is none
    HistoryRow row(int epoch) const; ///< of every column; `epoch` counted from 1

private:
    int m_epochs = 0;
    std::vector<std::string> m_names;
    std::vector<std::vector<double>> m_columns;
};

/// The header and the rows of a `history.csv`. A torn last line is ignored, as is everything after a line
/// that cannot be read. Error: Format when there is no header although there is text.
Result<History> historyFromCsv(std::string_view text);
std::string historyToCsv(const History& history);
std::string historyHeaderCsv(const HistoryRow& row); ///< with line end
std::string historyLineCsv(const HistoryRow& row); ///< with line end; full precision

} // namespace modalscope
