#pragma once

#include "widgets/cloud/cloud_canvas.h"

#include <QWidget>

class QAction;
class QActionGroup;
class QComboBox;
class QToolButton;

namespace modalscope {

/// What a second picture differs in.
enum class Comparison { Nothing, Run, Epoch, Modality, Method };

/// The tools above the pictures: what dragging does, what happens to the selection, comparing, files.
class PointsBar : public QWidget {
    Q_OBJECT
public:
    explicit PointsBar(QWidget* parent = nullptr);

    Comparison comparison() const;
    void setComparison(Comparison comparison); ///< no comparisonChosen()
    CloudTool tool() const;
    void setTool(CloudTool tool);
    void setIsolated(bool isIsolated);
    void setPart(bool isPart); ///< some samples alone are laid out
    bool isSideShown() const;
    void setSideShown(bool isShown);

Q_SIGNALS:
    void comparisonChosen(modalscope::Comparison comparison);
    void toolChosen(modalscope::CloudTool tool);
    void isolateRequested();
    void projectRequested(bool onlySelected);
    void fitRequested();
    void exportRequested();
    void coordinatesRequested();
    void saveRequested();
    void openRequested();
    void fileRequested();
    void sideToggled(bool isShown);

protected:
    void resizeEvent(QResizeEvent* event) override; ///< pictures alone where there is no room for words

private:
    QToolButton* addButton(const char* name, QStringView iconName, const QString& text, const QString& help);
    QToolButton* addTool(
        const char* name, QStringView iconName, const QString& text, const QString& help, CloudTool tool);

    QComboBox* m_compare;
    QToolButton *m_move, *m_lasso, *m_rectangle;
    QToolButton* m_isolate;
    QToolButton* m_project;
    QToolButton* m_all;
    QToolButton* m_side;
};

} // namespace modalscope
