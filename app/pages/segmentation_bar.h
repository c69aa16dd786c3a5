#pragma once

#include "widgets/maps/map_pane.h"

#include <QWidget>

#include <set>
#include <vector>

class QLabel;
class QMenu;
class QPushButton;
class QSlider;
class QToolButton;

namespace modalscope {

/// How the panes are shown, and which samples go into the figure: opacity of the labels, panes to hide, fit,
/// export.
class SegmentationBar : public QWidget {
    Q_OBJECT
public:
    explicit SegmentationBar(QWidget* parent = nullptr);

    int opacity() const; ///< percent
    void setOpacity(int percent);
    void setPanes(const std::vector<MapPane>& panes); ///< that can be hidden
    const std::set<QString>& hidden() const { return m_hidden; } ///< keys
    void setHidden(std::set<QString> keys);
    void setGround(const QString& name); ///< of the class that may stay untinted; empty = there is none
    bool tintsGround() const;
    void setTintsGround(bool isTinted);
    void setFigureRows(int count, bool hasShown); ///< samples in the figure, and whether the shown one is

Q_SIGNALS:
    void opacityChanged(int percent);
    void hiddenChanged();
    void groundToggled(bool isTinted);
    void fitRequested();
    void figureToggled(bool isIn); ///< the sample that is shown, by the user
    void clearRequested(); ///< no samples in the figure
    void exportRequested();

private:
    void makeMenu();

    std::vector<std::pair<QString, QString>> m_panes; // keys with their titles
    std::set<QString> m_hidden;
    QSlider* m_opacity;
    QLabel* m_percent;
    QToolButton* m_choose;
    QMenu* m_menu;
    QToolButton* m_ground;
    QToolButton* m_fit;
    QToolButton* m_inFigure;
    QToolButton* m_clear;
    QPushButton* m_export;
};

} // namespace modalscope
