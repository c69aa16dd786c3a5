#pragma once

#include "core/experiment/run_grid.h"

#include <QTabWidget>

#include <memory>

class QLabel;

namespace modalscope {

class AxisList;
class ExperimentData;
class ExperimentMethods;
class OptionForm;
class Session;

/// Everything that decides a comparison: data and modalities, methods × seeds × further axes, encoders,
/// training, evaluation.
class ExperimentForm : public QTabWidget {
    Q_OBJECT
public:
    explicit ExperimentForm(Session& session, QWidget* parent = nullptr);
    ~ExperimentForm() override;

    /// As filled in. Error: InvalidInput: the seeds cannot be read, a form has a value that cannot be used.
    Result<RunGrid> grid() const;
    /// Takes what is typed for an axis and not entered yet. Error: InvalidInput, when something stays there
    /// that is no value: a start or a study would be without it.
    Result<void> finishTyping();
    void setGrid(const RunGrid& grid);
    /// The same without opening a dataset: modalities are ticked when that of the grid is chosen.
    void restoreGrid(const RunGrid& grid);

    /// The dataset that is chosen; null while none is open.
    const std::shared_ptr<const Dataset>& dataset() const;
    QString datasetNote() const; ///< why there is none: "opening…", what is wrong
    const MethodOptions* currentMethod() const;

    void showError(const Error& error); ///< at the field it names, on its tab; the field gets the focus
    void markError(const Error& error); ///< at the field it names; nothing else changes
    void clearErrors();

Q_SIGNALS:
    void changed();

private:
    QWidget* makeAxisTab();
    QWidget* makeFormTab(OptionForm* form, const QString& sentence);
    QWidget* makeEvaluateTab();
    void addScrolled(QWidget* page, const QString& title);
    void takeDataset();
    void change();
    void showProtocol();
    void goTo(OptionForm* form, int tab, const Error& error);
    void suggestTraining();
    Result<RunGrid> filledGrid() const; // without a look at the modalities

    bool m_filling = false;
    bool m_untouched = true; // the first dataset brings the methods of the first preset
    bool m_ownTraining = false; // a file or a study says how to train
    TrainOptions m_suggested; // what training starts from
    MethodOptions m_variantStart; // where variants start from
    ExperimentData* m_data;
    ExperimentMethods* m_methods;
    AxisList* m_axes;
    OptionForm* m_encoders;
    OptionForm* m_train;
    OptionForm* m_evaluate;
    QLabel* m_protocol;
};

} // namespace modalscope
