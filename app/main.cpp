#include "app/pages/all_pages.h"
#include "app/window/engine_library.h"
#include "app/window/main_window.h"
#include "app/window/render_figure.h"
#include "widgets/base/theme.h"
#include "widgets/session/session.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QTimer>

using namespace modalscope;

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("ModalScope"));
    QApplication::setOrganizationName(QStringLiteral("ModalScope"));
    QApplication::setApplicationVersion(QStringLiteral(MODALSCOPE_VERSION));

    QCommandLineParser options;
    options.setApplicationDescription(
        QObject::tr("A workbench for multimodal learning: data, training, laziness, figures."));
    options.addHelpOption();
    options.addVersionOption();
    options.addPositionalArgument(QStringLiteral("WORKSPACE"),
        QObject::tr("folder that holds the runs; made when it does not exist. Without it: the last one, or "
                    "the example."),
        QStringLiteral("[WORKSPACE]"));
    const QCommandLineOption render(QStringLiteral("render"),
        QObject::tr("draws a figure written by modalscope-cli analyze --figure, without a window"),
        QStringLiteral("FIGURE.json"));
    const QCommandLineOption out(QStringLiteral("out"),
        QObject::tr("where --render draws to: .pdf, .svg, .png or .csv"), QStringLiteral("FILE"));
    options.addOptions({render, out});
    options.process(application);
    if (options.isSet(render)) {
        const auto drawn
            = renderFigure(options.value(render).toStdString(), options.value(out).toStdString());
        if (drawn)
            return 0;
        qCritical("error: %s", drawn.error().message.c_str());
        return drawn.error().kind == ErrorKind::Io ? 1 : 2;
    }
    if (options.positionalArguments().size() > 1) {
        qCritical("error: more than one workspace was named; name one");
        return 2;
    }

    applyTheme(rememberedTheme());
    EngineLibrary engine;
    Session session([&engine] { return engine.load(); });
    MainWindow window(session, engine, allPages(session));
    window.show();
    QTimer::singleShot(0, &window, [&] { window.openAtStart(options.positionalArguments().value(0)); });
    return QApplication::exec();
}
