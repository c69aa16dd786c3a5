#pragma once

#include "core/experiment/run_grid.h"

#include <QTabWidget>

#include <memory>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;

namespace modalscope {

class MethodList;
class ModalityList;
class OptionForm;
class Session;

/// Everything that decides a comparison: data and modalities, methods × seeds, encoders, training,
/// evaluation.
class ExperimentForm : public QTabWidget {
    Q_OBJECT
public:
    explicit ExperimentForm(Session& session, QWidget* parent = nullptr);
    ~ExperimentForm() override;

    /// As filled in. Error: InvalidInput: the seeds cannot be read, a form has a value that cannot be used.
    Result<RunGrid> grid() const;
    void setGrid(const RunGrid& grid);
    /// The same without opening a dataset: modalities are ticked when that of the grid is chosen.
    void restoreGrid(const RunGrid& grid);

    /// The dataset that is chosen; null while none is open.
    const std::shared_ptr<const Dataset>& dataset() const { return m_dataset; }
    QString datasetNote() const; ///< why there is none: "opening…", what is wrong
    const MethodOptions* currentMethod() const;

    void showError(const Error& error); ///< at the field it names, on its tab

Q_SIGNALS:
    void changed();

private:
    QWidget* makeDataTab();
    QWidget* makeMethodTab();
    QWidget* makeFormTab(OptionForm* form, const QString& sentence);
    QWidget* makeEvaluateTab();
    void addScrolled(QWidget* page, const QString& title);
    void refreshDatasets();
    void takeDataset(std::shared_ptr<const Dataset> dataset);
    void change();

    Session& m_session;
    std::shared_ptr<const Dataset> m_dataset;
    std::vector<std::string> m_wantedModalities; // to tick once the dataset has opened
    std::string m_wantedFrom; // dataset that these are of; empty = any
    bool m_filling = false;
    bool m_untouched = true; // the first dataset brings the methods of the first preset
    QComboBox* m_datasets;
    QLabel* m_datasetNote;
    ModalityList* m_modalities;
    MethodList* m_methods;
    QLineEdit* m_seeds;
    QLabel* m_seedNote;
    QCheckBox* m_alone;
    OptionForm* m_encoders;
    OptionForm* m_train;
    OptionForm* m_evaluate;
    QLabel* m_protocol;
};

} // namespace modalscope
