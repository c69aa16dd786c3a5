#pragma once

#include "core/data/dataset.h"

#include <QWidget>

#include <memory>

namespace modalscope {

/// One sample of a dataset, a card per modality: features as bars, sequences as lines, images, spectrograms,
/// frames of a video; beside it the label and every column. Rows are read on a thread of their own.
class SampleView : public QWidget {
    Q_OBJECT
public:
    explicit SampleView(QWidget* parent = nullptr);
    ~SampleView() override;

    /// Shows sample 0 of the first split; null shows that there is none.
    void setDataset(std::shared_ptr<const Dataset> dataset);

    void showSample(const QString& split, std::int64_t sample); ///< clamped to what the split has
    void setMostColumns(int columns); ///< cards beside each other; 2 at first. Before the dataset is set
    void setNavigationShown(bool shown); ///< split, number and steps: hidden where another control steps
    QString split() const;
    std::int64_t sample() const;

Q_SIGNALS:
    void sampleChanged(const QString& split, qint64 sample);
    void sampleShown(); ///< its rows have been read and are on the screen

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace modalscope
