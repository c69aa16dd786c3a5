#include "app/actions/file_actions.h"

#include "app/actions/export_actions.h"
#include "app/actions/named_action.h"
#include "app/window/import_results_dialog.h"
#include "app/window/main_window.h"
#include "app/window/workspace_opener.h"
#include "widgets/base/file_dialog.h"
#include "widgets/session/session.h"

#include <QDesktopServices>
#include <QDir>
#include <QMenuBar>
#include <QUrl>

namespace modalscope {
namespace {

void fillRecent(MainWindow& window, QMenu& menu)
{
    menu.clear();
    for (const auto& path : window.opener().recent()) {
        auto shown = path;
        if (shown.startsWith(QDir::homePath()))
            shown.replace(0, QDir::homePath().size(), QStringLiteral("~"));
        auto* action = menu.addAction(shown);
        QObject::connect(
            action, &QAction::triggered, &window, [&window, path] { window.opener().open(path); });
    }
    menu.setEnabled(!menu.isEmpty());
}

void askForResults(MainWindow& window)
{
    const auto files = FileDialog::openFiles(&window, QObject::tr("Import results"),
        QObject::tr("Features or logits (*.h5 *.hdf5 *.npz);;All files (*)"));
    if (files.isEmpty())
        return;
    auto* dialog = new ImportResultsDialog(files, &window);
    QObject::connect(dialog, &ImportResultsDialog::confirmed, &window,
        [&window](const std::vector<ResultsImport>& asked) { window.opener().importResults(asked); });
    dialog->open();
}

} // namespace

FileActions makeFileActions(MainWindow& window)
{
    auto& menu = *window.menuBar()->addMenu(QObject::tr("&File"));
    FileActions actions{};
    actions.openDataset = addNamed(
        menu, "openDataset", u"open", QObject::tr("&Open dataset…"), QKeySequence::Open, [&window] {
            const auto paths = FileDialog::openFiles(&window, QObject::tr("Open dataset"),
                QObject::tr("HDF5 datasets (*.h5 *.hdf5 *.hdf *.he5);;All files (*)"));
            for (const auto& path : paths)
                window.opener().openDataset(path);
            if (!paths.isEmpty())
                window.session().requestPage("data");
        });
    menu.addSeparator();
    actions.openWorkspace = addNamed(menu, "openWorkspace", u"folder", QObject::tr("Open &workspace…"),
        QKeySequence(QStringLiteral("Ctrl+Shift+O")), [&window] {
            const auto path = FileDialog::openFolder(&window, QObject::tr("Open or make a workspace"));
            if (!path.isEmpty())
                window.opener().open(path);
        });
    auto* recent = menu.addMenu(QObject::tr("&Recent workspaces"));
    QObject::connect(&menu, &QMenu::aboutToShow, recent, [&window, recent] { fillRecent(window, *recent); });
    addNamed(menu, "openExample", u"star", QObject::tr("Open &example project"), {},
        [&window] { window.opener().openExample(); });
    addNamed(menu, "revealWorkspace", u"", QObject::tr("Reveal workspace in folder"), {}, [&window] {
        QDesktopServices::openUrl(
            QUrl::fromLocalFile(QString::fromStdString(window.session().workspace().string())));
    });
    addNamed(menu, "importResults", u"", QObject::tr("&Import results…"), {},
        [&window] { askForResults(window); });
    menu.addSeparator();
    addExportActions(window, menu);
    menu.addSeparator();
    auto* quit = addNamed(
        menu, "quit", u"", QObject::tr("&Quit"), QKeySequence::Quit, [&window] { window.close(); });
    quit->setMenuRole(QAction::QuitRole);
    return actions;
}

} // namespace modalscope
