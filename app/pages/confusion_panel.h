#pragma once

#include "app/pages/run_snapshots.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QToolButton;

namespace modalscope {

class ConfusionMatrix;
class Session;

/// The confusion matrix of one run: of the fusion or of a modality, on any split it was evaluated on.
class ConfusionPanel : public QWidget {
    Q_OBJECT
public:
    explicit ConfusionPanel(Session& session, QWidget* parent = nullptr);

    void setRun(std::shared_ptr<const RunSnapshot> run); ///< null: none is chosen
    ConfusionMatrix* matrix() const { return m_matrix; }

private:
    void fillChoices();
    void draw();

    Session& m_session;
    std::shared_ptr<const RunSnapshot> m_run;
    QComboBox* m_split;
    QComboBox* m_who;
    QToolButton* m_copy;
    QLabel* m_note;
    ConfusionMatrix* m_matrix;
};

} // namespace modalscope
