# Sourced by run.sh: installs what the tests need below target/vscode, and puts the right Node first on PATH.
# Nothing comes from elsewhere than the package registries, and nothing is built.

CODE_VERSION=4.139.1
WATCHER_VERSION=2.5.6

# code-server is VS Code with a web page. Its install scripts would compile native modules that the tests do
# without, so its parts are installed without them, and the one native module that is needed is fetched as it is.
code_into() {
    cd "$1" && echo '{"private":true}' >package.json
    npm install --ignore-scripts --no-audit --no-fund --silent "code-server@$CODE_VERSION"
    cd node_modules/code-server/lib/vscode
    npm install --ignore-scripts --omit=optional --omit=dev --no-audit --no-fund --silent
    local watcher
    watcher=$(npm pack --silent "@parcel/watcher-linux-$(node -p process.arch)-glibc@$WATCHER_VERSION")
    tar -xzf "$watcher" && rm "$watcher"
    mv package "node_modules/@parcel/watcher-linux-$(node -p process.arch)-glibc"
    # It would look for its own packages, which are not here, and say so on top of everything.
    rm -r extensions/typescript-language-features
}

. tests/node.sh
install_into "$home/code-server-$CODE_VERSION" code_into
export CODE_SERVER=$home/code-server-$CODE_VERSION/node_modules/code-server
