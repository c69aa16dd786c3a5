#include "app/pages/all_pages.h"
#include "app/window/engine_library.h"
#include "app/window/main_window.h"
#include "app/window/render_figure.h"
#include "app/window/render_report.h"
#include "app/window/workspace_opener.h"
#include "widgets/base/theme.h"
#include "widgets/session/session.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QTimer>

#include <algorithm>

using namespace modalscope;

namespace {

/// Parses as far as needed to know whether help or the version is asked for: both work without a display.
bool asksForText(QCommandLineParser& options, int argc, char** argv)
{
    QStringList arguments;
    for (int i = 0; i < argc; ++i)
        arguments << QString::fromLocal8Bit(argv[i]);
    options.parse(arguments); // Qt's own options are unknown here
    const auto isSet = [&](const char* name) { return options.isSet(QString::fromLatin1(name)); };
    return isSet("help") || isSet("help-all") || isSet("version");
}

/// Exit status of a program that does one thing and no window shows.
int ended(const Result<void>& done)
{
    if (done)
        return 0;
    qCritical("error: %s", done.error().message.c_str());
    return done.error().kind == ErrorKind::Io ? 1 : 2;
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication::setApplicationName(QStringLiteral("ModalScope"));
    QCoreApplication::setOrganizationName(QStringLiteral("ModalScope"));
    QCoreApplication::setApplicationVersion(QStringLiteral(MODALSCOPE_VERSION));

    QCommandLineParser options;
    options.setSingleDashWordOptionMode(QCommandLineParser::ParseAsLongOptions);
    options.setApplicationDescription(
        QObject::tr("A workbench for multimodal learning: data, training, laziness, figures."));
    options.addHelpOption();
    options.addVersionOption();
    options.addPositionalArgument(QStringLiteral("PATH"),
        QObject::tr("workspace: the folder that holds the runs, made when it does not exist; without it the "
                    "last one, or the example. Datasets (.h5), run folders and experiments (.json) are "
                    "opened in it."),
        QStringLiteral("[PATH...]"));
    const QCommandLineOption render(QStringLiteral("render"),
        QObject::tr("draws a figure written by modalscope-cli analyze --figure, without a window"),
        QStringLiteral("FIGURE.json"));
    const QCommandLineOption out(QStringLiteral("out"),
        QObject::tr("where --render draws to (.pdf, .svg, .png, .csv, .tex or .py) and --report writes to "
                    "(.html or .pdf)"),
        QStringLiteral("FILE"));
    const QCommandLineOption report(QStringLiteral("report"),
        QObject::tr(
            "writes the report of a study: set-up, protocol, tables, figures, failures and how to run "
            "it again, without a window"),
        QStringLiteral("STUDY.json"));
    const QCommandLineOption workspace(QStringLiteral("workspace"),
        QObject::tr("folder that keeps the runs of --report"), QStringLiteral("DIR"));
    options.addOptions({render, report, workspace, out});
    if (asksForText(options, argc, argv)) {
        const QCoreApplication application(argc, argv);
        options.process(application); // prints and exits
    }
    const QApplication application(argc, argv);
    options.process(application);
    if (options.isSet(render))
        return ended(renderFigure(options.value(render).toStdString(), options.value(out).toStdString()));
    if (options.isSet(report))
        return ended(renderReport({.study = options.value(report).toStdString(),
            .workspace = options.value(workspace).toStdString(),
            .out = options.value(out).toStdString(),
            .command = QCoreApplication::arguments().join(QLatin1Char(' ')).toStdString()}));
    const auto named = options.positionalArguments();
    if (std::ranges::count_if(named, &WorkspaceOpener::isWorkspace) > 1) {
        qCritical("error: more than one workspace was named; name one");
        return 2;
    }

    applyTheme(rememberedTheme());
    EngineLibrary engine;
    Session session([&engine] { return engine.load(); });
    MainWindow window(session, engine, allPages(session));
    window.show();
    QTimer::singleShot(0, &window, [&] { window.opener().openAllAtStart(named); });
    return QApplication::exec();
}
