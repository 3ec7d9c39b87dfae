<?php
// Wikipedia's addresses for PHP's built-in server: /w/api.php and /w/index.php, and /wiki/TITLE.
$path = (string)parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH );
$script = $path === '/w/api.php' ? 'api.php' : 'index.php';
if ( $script === 'index.php' && $path !== '/w/index.php' && !str_starts_with( $path, '/wiki/' ) ) {
	http_response_code( 404 );
	exit( 'Not found' );
}
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = "/w/$script";
$_SERVER['SCRIPT_FILENAME'] = $_SERVER['DOCUMENT_ROOT'] . "/w/$script";
chdir( dirname( $_SERVER['SCRIPT_FILENAME'] ) );
require $_SERVER['SCRIPT_FILENAME'];
