<?php
// What the test wiki has beyond a fresh one. LocalSettings.php, in the wiki's folder, requires this file.
$home = dirname( MW_CONFIG_FILE );
$number = static fn ( $name ) => (int)@file_get_contents( "$home/$name" );

$wgServer = 'http://' . ( $_SERVER['HTTP_HOST'] ?? '127.0.0.1' );
$wgArticlePath = '/wiki/$1';
$wgExtraNamespaces = [ 100 => 'Portal', 101 => 'Portal_talk' ];
$wgNamespacesWithSubpages[100] = true;
$wgCacheDirectory = "$home/cache";
$wgJobRunRate = 0;

// A wiki on one server reports lag -1 and so never fails maxlag; this one says what the file "lag" says.
$wgHooks['ApiMaxLagInfo'][] = static function ( &$info ) use ( $number ) {
	$info = [ 'host' => 'replica', 'lag' => $number( 'lag' ), 'type' => 'db' ];
};
$wgAPIMaxResultSize = $number( 'maxresult' ) ?: 8388608;

// Nobody needs this wiki after a power cut: not waiting for the disk makes it several times faster.
$wgDBservers = [ [
	'type' => 'sqlite',
	'host' => '',
	'user' => '',
	'password' => '',
	'dbname' => $wgDBname,
	'dbDirectory' => $wgSQLiteDataDir,
	'variables' => [ 'synchronous' => 'OFF' ],
	'flags' => DBO_DEFAULT,
	'load' => 1,
] ];
