#include "app/actions/help_actions.h"

#include "app/actions/named_action.h"
#include "app/window/main_window.h"
#include "widgets/session/session.h"

#include <QCoreApplication>
#include <QMenuBar>
#include <QMessageBox>

namespace modalscope {
namespace {

void showAbout(MainWindow& window)
{
    auto* box = new QMessageBox(&window);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(QObject::tr("About ModalScope"));
    box->setTextFormat(Qt::RichText);
    box->setText(QStringLiteral("<b>ModalScope %1</b>").arg(QCoreApplication::applicationVersion()));
    box->setInformativeText(QObject::tr(
        "A workbench for multimodal learning: train MLA and its baselines, see the laziness of each "
        "modality, "
        "export the figure.<br><br>GPL-3.0-or-later. Built with Qt, QCustomPlot, LibTorch, HDF5 and Eigen."));
    box->open();
}

} // namespace

HelpActions makeHelpActions(MainWindow& window)
{
    auto& menu = *window.menuBar()->addMenu(QObject::tr("&Help"));
    HelpActions actions{};
    actions.contents = addNamed(menu, "help", u"help", QObject::tr("&Help"), QKeySequence::HelpContents,
        [&window] { window.session().requestPage("help"); });
    addNamed(menu, "about", u"info", QObject::tr("&About ModalScope"), {}, [&window] { showAbout(window); });
    return actions;
}

} // namespace modalscope
