#pragma once

#include <QTimer>
#include <QWidget>

#include <vector>

class QLabel;
class QPushButton;
class QSlider;
class QToolButton;

namespace modalscope {

/// The epochs whose features a run has kept, from the first to the last; play goes through them once their
/// pictures are there. Hidden while there are fewer than two.
class EpochSlider : public QWidget {
    Q_OBJECT
public:
    explicit EpochSlider(QWidget* parent = nullptr);

    void setEpochs(const std::vector<int>& epochs);
    int epoch() const; ///< 0 when there is none
    void setEpoch(int epoch); ///< no epochChosen(); an epoch that is not there is ignored
    void setHasPictures(bool hasPictures); ///< of all epochs: they can be played
    void setWorking(bool isWorking);
    bool isPlaying() const { return m_timer.isActive(); }

public Q_SLOTS:
    void play(bool plays);

Q_SIGNALS:
    void epochChosen(int epoch); ///< by the user, or reached while playing
    void placeReached(double place); ///< while playing: 1.5 = between the second and the third
    void picturesRequested(); ///< of all epochs

private:
    void step();
    void showEpoch();

    std::vector<int> m_epochs;
    double m_place = 0;
    QSlider* m_slider;
    QLabel* m_label;
    QToolButton* m_play;
    QPushButton* m_make;
    QTimer m_timer;
    bool m_isFilling = false, m_hasPictures = false;
};

} // namespace modalscope
