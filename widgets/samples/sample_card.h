#pragma once

#include <QString>

class QFrame;
class QLabel;
class QWidget;

namespace modalscope {

class ModalityPicture;

/// A picture with its modality's name above and its range below.
struct SampleCard {
    QFrame* frame;
    ModalityPicture* picture;
    QLabel* caption;
};

SampleCard makeSampleCard(const QString& name, const QString& shape, QWidget* parent);

} // namespace modalscope
