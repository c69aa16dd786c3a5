#include "widgets/samples/sample_card.h"

#include "widgets/base/theme.h"
#include "widgets/samples/modality_picture.h"

#include <QFrame>
#include <QGridLayout>
#include <QLabel>

namespace modalscope {

SampleCard makeSampleCard(const QString& name, const QString& shape, QWidget* parent)
{
    auto* frame = new QFrame(parent);
    frame->setProperty("card", true);
    frame->setObjectName(QStringLiteral("card.") + name);
    auto* title = new QLabel(name, frame);
    auto bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    auto* kind = new QLabel(shape, frame);
    kind->setProperty("caption", true);
    kind->setFont(captionFont());
    auto* picture = new ModalityPicture(frame);
    picture->setObjectName(QStringLiteral("picture.") + name);
    auto* caption = new QLabel(frame);
    caption->setProperty("caption", true);
    caption->setFont(captionFont());
    auto* layout = new QGridLayout(frame);
    layout->setContentsMargins(10, 8, 10, 8);
    layout->addWidget(title, 0, 0);
    layout->addWidget(kind, 0, 1, Qt::AlignRight);
    layout->addWidget(picture, 1, 0, 1, 2);
    layout->addWidget(caption, 2, 0, 1, 2);
    layout->setRowStretch(1, 1);
    return {frame, picture, caption};
}

} // namespace modalscope
