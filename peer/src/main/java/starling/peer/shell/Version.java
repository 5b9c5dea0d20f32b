package starling.peer.shell;

import picocli.CommandLine.IVersionProvider;

/** The program's name and version, as the jar's manifest has it. */
final class Version implements IVersionProvider {
    static final String PROGRAM = "Starling "
            + (Version.class.getPackage().getImplementationVersion() == null
                    ? "development"
                    : Version.class.getPackage().getImplementationVersion());

    @Override
    public String[] getVersion() {
        return new String[] {PROGRAM};
    }
}
