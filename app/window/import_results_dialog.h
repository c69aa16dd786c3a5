#pragma once

#include "app/window/results_import.h"

#include <QDialog>
#include <QStringList>

class QComboBox;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace modalscope {

/// Asks what files of results that were made elsewhere are called, and says what becomes of them.
class ImportResultsDialog : public QDialog {
    Q_OBJECT
public:
    /// `files`: at least one; several are seeds of one method, in their order.
    explicit ImportResultsDialog(const QStringList& files, QWidget* parent = nullptr);

    /// What the fields say, one for each file.
    std::vector<ResultsImport> asked() const;

Q_SIGNALS:
    void confirmed(const std::vector<modalscope::ResultsImport>& asked);

private:
    void update();

    QStringList m_files;
    QLineEdit* m_name;
    QSpinBox* m_seed;
    QComboBox* m_fusion;
    QPushButton* m_import;
};

} // namespace modalscope
