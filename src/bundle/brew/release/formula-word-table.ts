/**
 * Words of formulae that not every release in the table knows, as `formula-words.ts` of the history writes them: the word, the
 * release that added it, and the release that removed it. `-` if the first release knows it already, or the last one still does.
 * A word that is only deprecated or disabled counts as known: brew accepts it in a formula whose path is in its cache, where the
 * second attempt of `install.sh` has it (tried with 5.0.16 and 6.0.18).
 * Source: the methods, macOS names, special dependencies and language modules of every tag of https://github.com/Homebrew/brew
 * from 1.0.0 to 6.0.18, read by Ruby's parser in 2026-11; the methods were compared with those of eight releases that were run.
 */
export const WORDS = `
allow_network_access! 4.2.20 -
allowed_missing_libraries - 4.2.0
bottle(:disable) - 4.1.0
bottle(:unneeded) - 4.1.0
bottle.cellar - 4.1.0
bottle.prefix - 4.1.0
bottle.revision - 4.1.0
bottle.sha1 - 4.1.0
bottle.sha256(=>) - 4.1.0
bottle_sha1 - 4.1.0
compatibility_version 4.6.17 -
cxxstdlib_check - 6.0.0
deny_network_access! 4.2.20 -
depends_on(:ant) - 4.1.0
depends_on(:apr) - 4.1.0
depends_on(:autoconf) - 4.1.0
depends_on(:automake) - 4.1.0
depends_on(:bsdmake) - 4.1.0
depends_on(:cairo) - 4.1.0
depends_on(:clt) - 4.1.0
depends_on(:codesign) - 6.0.0
depends_on(:emacs) - 4.1.0
depends_on(:expat) - 4.1.0
depends_on(:fontconfig) - 4.1.0
depends_on(:fortran) - 4.1.0
depends_on(:freetype) - 4.1.0
depends_on(:gpg) - 4.1.0
depends_on(:hg) - 4.1.0
depends_on(:java) - 4.1.0
depends_on(:ld64) - 4.1.0
depends_on(:libltdl) - 4.1.0
depends_on(:libpng) - 4.1.0
depends_on(:libtool) - 4.1.0
depends_on(:mpi) - 4.1.0
depends_on(:mysql) - 4.1.0
depends_on(:osxfuse) - 4.1.0
depends_on(:perl) - 4.1.0
depends_on(:pixman) - 4.1.0
depends_on(:postgresql) - 4.1.0
depends_on(:python) - 4.1.0
depends_on(:python2) - 4.1.0
depends_on(:python3) - 4.1.0
depends_on(:rbenv) - 4.1.0
depends_on(:ruby) - 4.1.0
depends_on(:tex) - 4.1.0
depends_on(:tuntap) - 4.1.0
depends_on(:x11) - 4.1.0
depends_on(macos: :golden_gate) 6.0.0 -
depends_on(macos: :leopard) - 4.1.0
depends_on(macos: :leopard_64) - 4.1.0
depends_on(macos: :lion) - 4.1.0
depends_on(macos: :mavericks) - 4.1.0
depends_on(macos: :mountain_lion) - 4.1.0
depends_on(macos: :sequoia) 4.3.5 -
depends_on(macos: :snow_leopard) - 4.1.0
depends_on(macos: :tahoe) 4.5.6 -
depends_on(macos: :tiger) - 4.1.0
depends_on(macos: :yosemite) - 5.0.0
depends_on(maximum_macos: :golden_gate) 6.0.0 -
depends_on(maximum_macos: :leopard) - 4.1.0
depends_on(maximum_macos: :leopard_64) - 4.1.0
depends_on(maximum_macos: :lion) - 4.1.0
depends_on(maximum_macos: :mavericks) - 4.1.0
depends_on(maximum_macos: :mountain_lion) - 4.1.0
depends_on(maximum_macos: :sequoia) 4.3.5 -
depends_on(maximum_macos: :snow_leopard) - 4.1.0
depends_on(maximum_macos: :tahoe) 4.5.6 -
depends_on(maximum_macos: :tiger) - 4.1.0
depends_on(maximum_macos: :yosemite) - 5.0.0
deprecate!(replacement:) 4.4.5 -
deprecate!(replacement_cask:) 4.4.32 -
deprecate!(replacement_formula:) 4.4.32 -
devel - 4.1.0
disable!(replacement:) 4.4.5 -
disable!(replacement_cask:) 4.4.32 -
disable!(replacement_formula:) 4.4.32 -
fails_with_llvm - 4.1.0
go_resource - 4.5.0
homepage(browsed:) 6.0.13 -
ignore_missing_libraries - 4.2.0
include(Language::Go) - 4.5.0
include(Language::Haskell) - 4.1.0
include(Language::Haskell::Cabal) - 4.1.0
include(Language::Node::Shebang) 4.1.6 -
include(Language::PHP) 4.4.28 -
include(Language::PHP::Shebang) 4.4.28 -
livecheck.options 4.4.23 -
livecheck.throttle 4.2.15 -
livecheck.throttle(days:) 5.1.2 -
livecheck.throttle_days 5.1.2 -
livecheck.url(compressed:) 6.0.3 -
livecheck.url(cookies:) 5.0.7 -
livecheck.url(header:) 5.0.7 -
livecheck.url(homebrew_curl:) 4.4.23 -
livecheck.url(post_form:) 4.4.21 -
livecheck.url(post_json:) 4.4.21 -
livecheck.url(referer:) 5.0.7 -
livecheck.url(user_agent:) 5.0.7 -
md5 - 4.1.0
needs - 6.0.0
needs(:cxx11) 5.0.5 6.0.0
no_autobump! 4.5.1 -
on_el_capitan - 5.0.0
on_golden_gate 6.0.0 -
on_high_sierra - 5.0.0
on_mojave - 5.0.0
on_sequoia 4.3.5 -
on_sierra - 5.0.0
on_tahoe 4.5.6 -
patch.file 5.1.11 -
patch.md5 - 4.1.0
patch.resolves 6.0.4 -
patch.sha1 - 4.1.0
patch.type 6.0.4 -
plist_options - 4.2.0
post_install_steps 5.1.14 -
preserve_rpath 4.6.17 -
pypi_packages 4.6.19 -
pypi_packages(needs_manual_update:) - 5.0.2
python_major_minor_version 6.0.16 -
require(language/go) - 4.5.0
require(language/haskell) - 4.1.0
require(language/php) 4.4.28 -
resource.md5 - 4.1.0
resource.sha1 - 4.1.0
service.nice 5.0.3 -
service.stop_timeout 6.0.13 -
service.throttle_interval 5.0.3 -
sha1 - 4.1.0
`;
