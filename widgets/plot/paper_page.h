#pragma once

#include <QByteArray>
#include <QImage>
#include <QString>
#include <QStringList>

#include <functional>

class QPaintDevice;

namespace modalscope {

/// One page of paper, and what its file says of itself beside what is drawn.
struct PaperPage {
    double widthMm = 89, heightMm = 60;
    QString title = {};
    QString note = {};
    QStringList facts = {}; ///< program, runs, command: one each
    QString program = {}; ///< "ModalScope 0.1.0"
};

/// Draws on `device`, where a unit of paperStyle (a tenth of a point) is `scale` pixels.
using PaintPage = std::function<void(QPaintDevice& device, double scale)>;

QSize pageUnits(const PaperPage& page); ///< its size in units of paperStyle

/// PDF with the facts in its XMP metadata; SVG with them in `desc` and text as text; PNG with text chunks.
QByteArray pdfPage(const PaperPage& page, const PaintPage& paint);
QByteArray svgPage(const PaperPage& page, const PaintPage& paint);
QByteArray pngPage(const PaperPage& page, double dpi, const PaintPage& paint);

/// The page on white, `dpi` dots per inch.
QImage pageImage(const PaperPage& page, double dpi, const PaintPage& paint);

} // namespace modalscope
