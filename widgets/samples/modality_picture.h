#pragma once

#include "core/data/modality.h"

#include <QImage>
#include <QWidget>

#include <vector>

namespace modalscope {

/// Draws one row of a modality by its kind: bars, lines, picture, spectrogram, frames; or that the sample
/// lacks it.
class ModalityPicture : public QWidget {
    Q_OBJECT
public:
    explicit ModalityPicture(QWidget* parent = nullptr);

    /// `values` empty = missing.
    void show(const Modality& modality, std::vector<float> values);
    void showImage(const QImage& image); ///< label maps
    QString caption() const { return m_caption; } ///< "0.02 to 1.3, mean 0.41"
    QSize sizeHint() const override { return {300, 170}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void makeImages();
    void paintBars(QPainter& painter, const QRectF& space) const;
    void paintLines(QPainter& painter, const QRectF& space) const;
    void paintImages(QPainter& painter, const QRectF& space) const;
    void paintMissing(QPainter& painter, const QRectF& space) const;

    Modality m_modality;
    std::vector<float> m_values;
    std::vector<QImage> m_images;
    QString m_caption;
};

} // namespace modalscope
