#include "app/pages/experiment_draft.h"
#include "app/pages/experiment_form.h"
#include "app/pages/experiment_view.h"
#include "app/pages/study_bar.h"
#include "core/base/atomic_file.h"
#include "core/experiment/axis_values.h"
#include "core/experiment/study_grid.h"
#include "widgets/base/file_dialog.h"
#include "widgets/base/message_bar.h"
#include "widgets/base/text.h"

namespace modalscope {

void ExperimentView::loadExperiment()
{
    const auto file
        = FileDialog::openFile(this, tr("Load experiment"), tr("Experiments (*.json);;All files (*)"));
    if (file.isEmpty())
        return;
    const auto read = readExperiment(file.toStdString());
    if (!read)
        return m_messages->showError(read.error());
    m_form->setGrid(gridOfOne(read.value()));
}

void ExperimentView::saveExperiment()
{
    const auto grid = m_form->grid();
    if (!grid)
        return showProblem(grid.error(), true);
    Experiment experiment = grid.value().base;
    if (const auto* method = m_form->currentMethod())
        experiment.method = *method;
    experiment.seed = grid.value().seeds.front();
    const auto suggestion
        = QStringLiteral("%1-%2.json")
              .arg(m_form->dataset() ? toQt(m_form->dataset()->name) : QStringLiteral("experiment"),
                  toQt(toText(experiment.method.kind)));
    const auto file
        = FileDialog::saveFile(this, tr("Save experiment"), suggestion, tr("Experiments (*.json)"));
    if (file.isEmpty())
        return;
    if (const auto written = writeFileAtomically(file.toStdString(), toFileText(experiment)); !written)
        return m_messages->showError(written.error());
    m_messages->showMessage(Severity::Success, tr("Written to %1").arg(file));
}

void ExperimentView::saveStudy()
{
    if (!finishTyping())
        return;
    const auto grid = m_form->grid();
    if (!grid)
        return showProblem(grid.error(), true);
    if (const auto checked = checkAxes(grid.value()); !checked)
        return showProblem(checked.error(), true);
    m_study->store(toStudy(grid.value(), fromQt(m_study->name())));
}

void ExperimentView::openStudy(const Study& study)
{
    const auto grid = gridFromStudy(study, {});
    if (!grid)
        return m_messages->showError(grid.error());
    m_study->setName(toQt(study.name));
    m_form->setGrid(grid.value());
    const auto variants = grid.value().variants.size();
    m_messages->showMessage(Severity::Info,
        variants == 0 ? tr("The study %1 is filled in.").arg(toQt(study.name))
                      : tr("The study %1 is filled in; its variants are kept as they are, see Axes.")
                            .arg(toQt(study.name)));
}

} // namespace modalscope
