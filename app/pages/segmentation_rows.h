#pragma once

#include "app/pages/segmentation_figure.h"
#include "widgets/runs/newest_work.h"

#include <QObject>

#include <memory>
#include <vector>

class QWidget;

namespace modalscope {

/// The samples that go into the figure, and its export. Samples stay when the conditions change: the figure
/// is made of what is shown when it is exported.
class SegmentationRows : public QObject {
    Q_OBJECT
public:
    using Row = SegmentationFigureRequest::Row;

    explicit SegmentationRows(QWidget* view);
    ~SegmentationRows() override;

    /// Samples of another split leave the figure; true when there were some.
    bool setResult(std::shared_ptr<const SegmentationResult> result);
    void put(std::int64_t sample, const MapViewport& viewport); ///< one that is in takes over the part
    void take(std::int64_t sample);
    void clear();
    int count() const { return int(m_rows.size()); }
    bool has(std::int64_t sample) const;

    std::vector<std::int64_t> samples() const;

    /// Asks how the figure is written; of `shown` alone while there are no samples in it. `look` has
    /// everything but rows and result.
    void exportFigure(const Row& shown, SegmentationFigureRequest look);

Q_SIGNALS:
    void changed();
    void exported(const QString& path);
    void failed(const modalscope::Error& error);

private:
    void ask(const SegmentationFigure& made);

    QWidget* m_view; // that dialogs belong to
    std::shared_ptr<const SegmentationResult> m_result;
    std::vector<Row> m_rows;
    NewestWork<SegmentationFigureRequest, SegmentationFigure> m_work; // last: its thread ends first
};

} // namespace modalscope
