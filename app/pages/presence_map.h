#pragma once

#include "core/data/dataset.h"

#include <QImage>
#include <QWidget>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace modalscope {

/// How many of a range of samples have a modality: what one column of the map shows.
struct PresenceBins {
    std::string split;
    std::int64_t size = 0; ///< samples
    std::vector<std::string> modalities;
    std::vector<std::vector<std::int64_t>> present; ///< [modality][bin], samples of the bin that have it
    int bins = 0;

    std::int64_t firstSample(int bin) const { return size * bin / bins; }
    std::int64_t samplesIn(int bin) const { return firstSample(bin + 1) - firstSample(bin); }
};

/// At most `most` bins of equal length; a split of fewer samples has one bin per sample.
PresenceBins presenceBins(const Dataset& dataset, const Split& split, int most = 600);

/// Which sample lacks which modality: a row per modality, samples from left to right. Hovering says how many.
class PresenceMap : public QWidget {
    Q_OBJECT
public:
    explicit PresenceMap(QWidget* parent = nullptr);

    void setBins(PresenceBins bins);
    QString textAt(const QPoint& position) const; ///< what hovering says; empty beside the map

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void sampleClicked(const QString& split, qint64 sample); ///< the first of the column that was clicked

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    bool event(QEvent* event) override;

private:
    QRect mapRect() const;
    int binAt(const QPoint& position) const; ///< -1 beside the map
    void draw();

    PresenceBins m_bins;
    QImage m_image; // a pixel per bin and modality
};

} // namespace modalscope
