#include "app/embedding/epoch_slider.h"

#include "widgets/base/icon.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

constexpr int kFrameMs = 40;
constexpr double kEpochSeconds = 0.8; // from one epoch to the next

} // namespace

EpochSlider::EpochSlider(QWidget* parent)
    : QWidget(parent)
    , m_slider(new QSlider(Qt::Horizontal, this))
    , m_label(new QLabel(this))
    , m_play(new QToolButton(this))
    , m_make(new QPushButton(tr("Lay out all epochs"), this))
{
    setObjectName(QStringLiteral("embeddingEpochs"));
    m_slider->setObjectName(QStringLiteral("embeddingEpochSlider"));
    m_slider->setAccessibleName(tr("Epoch of the features"));
    m_slider->setToolTip(tr("After which epoch the features are shown; charts of other pages mark it too"));
    m_slider->setPageStep(1);
    m_slider->setTickPosition(QSlider::TicksBelow);
    m_play->setObjectName(QStringLiteral("embeddingPlay"));
    m_play->setCheckable(true);
    m_play->setIcon(icon(u"play"));
    m_play->setAccessibleName(tr("Play the epochs"));
    m_make->setObjectName(QStringLiteral("embeddingAllEpochs"));
    m_make->setToolTip(tr("One picture for each epoch in which samples keep their places as far as they can: "
                          "PCA with the axes of the last epoch, UMAP with each epoch starting from the one "
                          "before"));
    m_timer.setInterval(kFrameMs);
    auto* caption = new QLabel(tr("Epoch"), this);
    caption->setProperty("caption", true);
    caption->setBuddy(m_slider);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 2, 0, 2);
    row->addWidget(caption);
    row->addWidget(m_slider, 1);
    row->addWidget(m_label);
    row->addWidget(m_play);
    row->addWidget(m_make);
    connect(m_slider, &QSlider::valueChanged, this, [this](int value) {
        showEpoch();
        if (m_isFilling)
            return;
        play(false);
        m_place = value;
        Q_EMIT epochChosen(epoch());
    });
    connect(m_play, &QToolButton::toggled, this, &EpochSlider::play);
    connect(m_make, &QPushButton::clicked, this, &EpochSlider::picturesRequested);
    connect(&m_timer, &QTimer::timeout, this, &EpochSlider::step);
    setHasPictures(false);
    hide();
}

void EpochSlider::setEpochs(const std::vector<int>& epochs)
{
    if (epochs != m_epochs) {
        const int before = epoch();
        play(false);
        m_epochs = epochs;
        m_isFilling = true;
        m_slider->setRange(0, std::max(0, int(epochs.size()) - 1));
        m_slider->setValue(m_slider->maximum());
        m_isFilling = false;
        setEpoch(before);
        m_place = m_slider->value();
        showEpoch();
    }
    setVisible(m_epochs.size() > 1);
}

int EpochSlider::epoch() const
{
    const auto at = std::size_t(m_slider->value());
    return at < m_epochs.size() ? m_epochs[at] : 0;
}

void EpochSlider::setEpoch(int epoch)
{
    const auto at = std::ranges::find(m_epochs, epoch);
    if (at == m_epochs.end() || isPlaying())
        return;
    m_isFilling = true;
    m_slider->setValue(int(at - m_epochs.begin()));
    m_isFilling = false;
    m_place = m_slider->value();
}

void EpochSlider::setHasPictures(bool hasPictures)
{
    m_hasPictures = hasPictures;
    m_play->setEnabled(hasPictures);
    m_play->setToolTip(
        hasPictures ? tr("Play the epochs one after the other") : tr("Lay out all epochs first"));
    if (!hasPictures)
        play(false);
}

void EpochSlider::setWorking(bool isWorking)
{
    m_make->setEnabled(!isWorking);
}

void EpochSlider::showEpoch()
{
    m_label->setText(m_epochs.empty() ? QString() : QString::number(epoch()));
    m_label->setMinimumWidth(m_label->fontMetrics().horizontalAdvance(QStringLiteral("0000")));
}

void EpochSlider::play(bool plays)
{
    const bool does = plays && m_hasPictures && m_epochs.size() > 1;
    if (m_play->isChecked() != does)
        m_play->setChecked(does); // comes back here
    m_play->setIcon(icon(does ? u"pause" : u"play"));
    if (does == m_timer.isActive())
        return;
    if (!does)
        return m_timer.stop();
    if (m_slider->value() == m_slider->maximum())
        m_place = 0;
    m_timer.start();
}

void EpochSlider::step()
{
    const double last = double(m_epochs.size()) - 1;
    const int before = m_slider->value();
    m_place = std::min(last, m_place + kFrameMs / 1000.0 / kEpochSeconds);
    Q_EMIT placeReached(m_place);
    m_isFilling = true;
    m_slider->setValue(int(std::floor(m_place + 1e-9)));
    m_isFilling = false;
    if (m_slider->value() != before)
        Q_EMIT epochChosen(epoch());
    if (m_place >= last)
        play(false);
}

} // namespace modalscope
