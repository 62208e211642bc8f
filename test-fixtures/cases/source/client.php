<?php
define('NUVION_KEY', '<<live-key>>');
$headers = ["Authorization: Bearer <<test-key>>"];
$fresh = 'nv_test_' . bin2hex(random_bytes(16));
