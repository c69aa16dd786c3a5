#pragma once

#include "core/engine/retest.h"
#include "core/store/workspace.h"

#include <QDialog>

#include <string>
#include <vector>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace modalscope {

/// Asks under which missing modalities finished runs are tested again, and says what that computes, where the
/// numbers go, and that nothing is trained.
class TestAgainDialog : public QDialog {
    Q_OBJECT
public:
    /// `runs` are finished; at least one.
    explicit TestAgainDialog(const std::vector<StoredRun>& runs, QWidget* parent = nullptr);

    /// What the fields say. Error: InvalidInput, one sentence; it is shown, and nothing can be queued.
    Result<Retest> retest() const;

Q_SIGNALS:
    void queued(const modalscope::Retest& retest);

private:
    void update();
    QString plan(const Retest& retest) const;
    bool isOneModality() const;

    int m_runs;
    std::vector<std::string> m_modalities; // of any of the runs
    QLineEdit* m_rates;
    QComboBox* m_protocol;
    QComboBox* m_modality;
    QCheckBox* m_subsets;
    QSpinBox* m_permutations;
    QLabel* m_plan;
    QLabel* m_problem;
    QPushButton* m_queue;
};

} // namespace modalscope
