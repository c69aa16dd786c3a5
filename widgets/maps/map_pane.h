#pragma once

#include <QImage>
#include <QString>

namespace modalscope {

/// What one pane shows of a sample: a picture, labels over it, or why there is none.
struct MapPane {
    QString key; ///< "modality/rgb", "truth", "predicted/missing", "errors/adapted"
    QString title; ///< "thermal (missing)"
    QString caption = {}; ///< "mIoU 61.2 %"; may be empty
    bool isOfWhole = false; ///< the caption is a number of the whole picture, whatever part of it is seen
    QImage picture = {}; ///< at the back; null = plain ground
    QImage overlay = {}; ///< labels over it, of the same field of view; null = none
    QString why = {}; ///< one sentence in place of both

    QSize size() const { return overlay.isNull() ? picture.size() : overlay.size(); } ///< columns, rows
    bool isEmpty() const { return size().isEmpty(); }
};

} // namespace modalscope
